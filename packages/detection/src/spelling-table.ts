/**
 * Text-speak and misspellings of ordinary words, as British pupils write them; those of words of the library stand in
 * packages/library/spellings.json. Each line is a word and other ways to write it; none of these is a word of its own
 * right in ordinary text.
 */

export const WORD_GROUPS = `
you: u ya yu yoo yuh uu
your: ur yr yur yer yorr
youre: ur yure yr
yourself: urself yaself yurself yourslef yourselve yoself uself urslef yrself
yourselves: urselves urselfs yourselfs
myself: meself mysef myslef mself mysel mahself miself
himself: hisself himslef
herself: herslef
themselves: themselfs theirselves
are: r
im: iam
because: cuz coz bcuz bcos bc becuz becoz becos becuse becasue bcz cus
why: whyy
what: wat wot wut whut
whats: wats wots wuts
when: wen
with: wiv wif wth
without: wivout widout wout witout
want: wnat wantt
wants: wnts
wanna: wana wannaa
going: goin goign gowin gng
gonna: gona gunna gunno ganna gna
getting: gettin getin
got: gott
have: hav hve hafe
having: havin havn
should: shud shld shoulda shuld
would: wld woulda wuld
could: cld coulda culd
dont: dnt dunt dontt donot
didnt: ddnt
cant: carnt cannt
isnt: aint
know: kno knw
nothing: nuffin nuthin nothin nuffink nothink nufin
something: summat sumthing somethin sumfin somefing smth sth
anything: anyfin anythin anyfing nething
everything: everyfing everythin evrything evrythin
someone: some1 sum1 sumone somone
anyone: any1 ne1 anyon
everyone: every1 evry1 evryone evrybody everyon
everybody: evrybody everybdy
nobody: nobdy noone no1
people: ppl peple poeple pple peopl
person: prsn persn
please: pls plz plse plees
thanks: thx tnx fanks thanx
tonight: tonite 2nite 2night tnite tonigt
tomorrow: tmrw tmr 2moro tomoz tomoro tommorow tommorrow tomorow 2morrow tmoz
today: 2day tday
before: b4 befor bfore
later: l8r l8er latr
great: gr8
mate: m8
hate: h8 hayt haet hatee
hates: h8s
hated: h8ed h8d
hating: h8ing hatin
love: luv lov lurve
school: skool skl schl scool shcool schol
teacher: teecher teechr techer
friend: frend freind
friends: frends freinds frens
mum: mom
mother: muvver muther
father: favver fahver
brother: bruvver bruther
girl: gurl gyal grl
girls: gurls gyals grls
boy: boi boii
boys: bois boyz
really: rly rlly realy
right: ryt
about: abt abowt
think: thnk thinkk
thing: fing
that: tht
this: dis ths
the: teh
them: dem thm
they: dey thay
there: dere ther
their: thier
just: jus jst juss
ever: evr
never: neva nevr nver
every: evry evrey
much: mch
such: sutch
always: alwys allways alwayz
alone: alon
enough: enuf enuff enugh
life: lyf lyfe liffe
living: livin
self: slef selff
jump: jmp
jumping: jumpin
bridge: brige
send: sendd
secret: secrit sekret
pics: pix pixx pikz
picture: pictur piccy
pictures: piccys
scared: scard
address: adress addres adres
snapchat: snapchatt
instagram: insta instergram
whatsapp: watsapp whatsap watsap
forever: 4ever foreva
goodbye: gudbye gdbye
sorry: sry soz
`;
