/**
 * Text-speak and misspellings of words that matter in safeguarding, as British pupils write them. Each line is a
 * word and other ways to write it; none of these is a word of its own right in ordinary text.
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
alive: alve
die: dieee
died: dide
dying: dyin diying
dead: ded deadd dedd
death: deth
kill: kil kll kiil
killed: killd kiled
killing: killin kilin kiling
killer: killa
kms: kmss
murder: murda merder murdr murdur
murdered: murderd murdard
murderer: murdera
suicide: suiside sucide suicid suicied suciside suside soocide sooicide sooiside soosyde suicde sewicide suacide siucide suiscide suecide unalive sewerslide sewercide sooicyde suicyd sucicide suicie sewicyde
suicidal: suisidal sucidal suicdal suicidle sewerslidal suiscidal
unalive: unalived unaliv unalife
overdose: ovadose overdoze overdos odose
overdosed: overdozed ovadosed
depressed: depresed deppressed dipressed
depression: depresion deppression
anxiety: anxity anxitey angziety
lonely: lonley lonly
worthless: worthles werthless
useless: usless uselss useles
hopeless: hopless hopeles
self: slef selff
harm: harmm hrm
harming: harmin
cutting: cuttin cuting cuttting
razor: rayzor rzr
blade: blayde blaid
blood: blud bluud
bleed: blead bleeed
bleeding: bleedin bleading
burning: burnin
hang: hangg
hanging: hangin hanginn
noose: nooose
jump: jmp
jumping: jumpin
pills: pilz pillz
tablets: tabletz tablits
paracetamol: paracetemol parasetamol paracetomol paracetmol parecetamol
bridge: brige
anorexia: anarexia annorexia anorexea anorecksia anorixia
anorexic: anarexic anorexick
bulimia: bulemia bullimia bulimea
bulimic: bulemic
calories: calorys calaries
laxatives: laxitives laxatifs laxies
laxative: laxitive
starve: starv
starving: starvin
skinny: skiny skinni
vomit: vommit vomitt
purge: perge
thinspo: thinspoo finspo
fuck: fuckk fuk fck fukk fuq fook phuck phuk fvck fawk fuxk fcuk
fucked: fuked fukd fckd fuckd
fucker: fucka fuker fuckr fckr
fuckers: fukers fuckas
fucking: fukin fuckin fkin fking fukn fuckn fcking fckin fuking fukkin
shit: shyt shite shiit shiz
shitty: shity
bastard: basterd bastad bstard barstard
wanker: wanka wnker wankr
wankers: wankas
twat: twaat
cunts: kunts
dick: dikk dicc
dickhead: dikhead dickhed dikhed
cock: cokk
pussy: pussi
bellend: bellendd belend
prick: prik
arse: arsse
arsehole: arsehol arshole
asshole: ashole assole asshol
idiot: idoit idiut ideot
stupid: stoopid stupd stuped stewpid
ugly: ugli uglee
loser: losr luzer
fat: fatt
fatty: phatty
gay: ghay ghey gayy
gays: gayz
lesbian: lezbian lesbain
muslim: muzlim mslim
muslims: muzlims
jews: jewz
jewish: joosh
immigrants: imigrants immigrunts immigrents
immigrant: imigrant immigrent
terrorist: terorist terrerist terorrist
terrorists: terorists terrerists
hitler: hitla hilter htler
nazi: natzi nazzi
nazis: natzis nazzis notsees
white: wite whyte
black: blak blck blakk
rape: rayp raep raip
raped: raypd raeped
rapist: rapest raypist grapist
molest: mollest
molested: mollested
naked: nakid nekid nakd
nude: newd
nudes: noods newds nudez nuds noodz
send: sendd
sex: seks secks sexx seggs
sexy: sexi sexxy seksi sxy
sexting: sextin seksting
porn: pron pornn
horny: horni hornee
boobs: boobz bewbs
tits: titz
wank: wnk
masturbate: masterbate masturbait mastrubate
masturbating: masterbating masturbatin masterbatin
secret: secrit sekret
pics: pix pixx pikz
picture: pictur piccy
pictures: piccys
cocaine: cocane cokane cokain cocain coccaine kokaine
heroin: herion heroyn
ketamine: ketamin ketemine ketamean
cannabis: canabis cannibis cannabiss canibus
marijuana: marajuana marihuana mariwana marijana
weed: weeed
drugs: drugz druqs
dealer: deala deeler
vape: vayp vaip
vaping: vapin
vapes: vapez
vodka: vodca
drunk: drunkk
ecstasy: extasy ecstacy exstasy
mdma: mdmaa
xanax: xanx zanax xannies xannys
knife: nife knif nif
knives: nives
stab: stabb
stabbed: stabed stabd
stabbing: stabin stabing stabbin
shank: shnk shankk
guns: gunz
shoot: shoote shewt
shooting: shootin shooten
bomb: bommb
bombs: bombz
attack: atack attak
behead: behed
beheaded: beheded
machete: machette mashete
beating: beatin
fight: fite fyt
fighting: fightin fitin
punch: punsh
bully: buly bulli
bullied: bullyed
bullying: bulying bullyin
threat: thret
revenge: revange
hurt: hurrt
hurting: hurtin hertin
pain: payn
scared: scard
scars: scarz
abuse: abuze
abused: abusd
groomed: groomd
pregnant: pregnent pregant preggers pregnet
virgin: vergin
proxy: proxie proxi
bypass: bipass bypas
unblocked: unblockd unblcked
unblock: unblok
gambling: gamblin gambeling
betting: bettin beting
casino: casinoe
address: adress addres adres
snapchat: snapchatt
instagram: insta instergram
whatsapp: watsapp whatsap watsap
forever: 4ever foreva
suffer: suffa
torture: tortur
strangle: strangel
choke: choak
drown: drownd
drowning: drownin
poison: poisin poyson
razors: rayzors
goodbye: gudbye gdbye
sorry: sry soz
`;
