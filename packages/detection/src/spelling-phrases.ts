/** Phrases that are written otherwise, and long words cut in two. See spelling-table.ts for words. */

/** Phrases of two words (or one) that are written otherwise: `phrase: other, other`. */
export const PHRASE_GROUPS = `
want to: wanna, wana, want 2, wnt to, wnt 2, wanto
wants to: wantsta, wants 2
wanted to: wanted 2
going to: gonna, gona, gunna, gon, goin to, goin 2, going 2, gna, finna
got to: gotta, gota, got 2, gtta
have to: hafta, have 2, hav to, hav 2, av to
has to: hasta
had to: had 2
need to: needa, need 2, needta
used to: usta, used 2
ought to: oughta
out of: outta, outa
kind of: kinda
sort of: sorta
lots of: lotsa
let me: lemme, lemmi
give me: gimme, gimmi, gimmie, giv me
tell me: tellme
my self: myself
your self: yourself
him self: himself
her self: herself
them selves: themselves
kill yourself: kys, killyourself, kill urself, kill your self, kill ur self
kill myself: kms, killmyself, kill my self, kill meself
killing myself: killing my self
hang yourself: hang your self, hang ur self
harm myself: harm my self
hurt myself: hurt my self
cut myself: cut my self
i am: im, iam, i m
i will: ill, i wil
i have: ive, i hav
i would: id, i wud
i want: iwant, i wnt
i do not: i dont
do not: dont, dnt
does not: doesnt, dosnt
did not: didnt
can not: cannot, cant
cannot: cant, can not, carnt
will not: wont
is not: isnt, aint
are not: arent, aint, arnt
am not: aint
should not: shouldnt, shudnt
would not: wouldnt, wudnt
could not: couldnt, cudnt
you are: youre, ur, u r, you r, u are, yr
you will: youll, ull, u will
you have: youve, uve, u have
they are: theyre, they r, dey are
we are: were, we r
he is: hes
she is: shes
it is: its
that is: thats, dats
what is: whats, wats, wots
who is: whos
there is: theres
no one: noone, no1, noone
any one: anyone
some one: someone
every one: everyone
do you: d you, do u, dyou, d ya
did you: did u, didja
are you: r u, are u, r you
see you: see u, cya, c u
thank you: thank u, ty, thankyou
love you: luv u, love u, ily
hate you: hate u, h8 u, h8 you
for you: 4 u, 4 you
to you: to u, 2 u
why do: y do
self harm: selfharm, self harmm, selfharming, slf harm
self harming: selfharming, self harmin
shut up: shutup, stfu, shut it
go away: goaway
good bye: goodbye, gudbye
right now: rn, rite now
to be: 2 b, 2 be, to b
to die: 2 die
suicide: sewer slide, sewer side
`;

/** Words cut in two where neither part is a word: `word: part part, part part`. */
export const CUT_WORDS = `
suicide: su icide, sui cide, suic ide, suici de
suicidal: su icidal, sui cidal, suic idal, suici dal, suicid al
overdose: ov erdose, ove rdose, overd ose
overdosed: ov erdosed, ove rdosed, overd osed, overdos ed
paracetamol: para cetamol, parac etamol, parace tamol, paracet amol, paraceta mol, paracetam ol
anorexia: ano rexia, anor exia, anore xia, anorex ia
anorexic: ano rexic, anor exic, anore xic, anorex ic
bulimia: bu limia, bul imia, buli mia, bulim ia
bulimic: bu limic, bul imic, buli mic, bulim ic
laxatives: la xatives, laxa tives, laxat ives, laxati ves
calories: cal ories, calo ries, calor ies
cocaine: coc aine, coca ine
ketamine: ke tamine, ketam ine
cannabis: ca nnabis, cann abis
marijuana: marij uana, mariju ana, marijua na
ecstasy: ec stasy, ecs tasy, ecst asy, ecsta sy
machete: mach ete
murder: mur der, murd er
murderer: mur derer, murd erer, murde rer
terrorist: te rrorist, ter rorist, terr orist, terro rist, terrori st
terrorists: te rrorists, ter rorists, terr orists, terro rists, terrori sts, terroris ts
immigrants: imm igrants, immigra nts, immigran ts
immigrant: imm igrant, immigra nt
muslims: mus lims, musl ims
lesbian: le sbian, les bian, lesb ian
bastard: ba stard, bas tard
wanker: wa nker
wankers: wa nkers, wanke rs
fucking: fu cking, fucki ng
fucker: fu cker, fuc ker
fuckers: fu ckers, fuc kers, fucke rs
arsehole: ar sehole, ars ehole, arseh ole, arseho le
molested: mol ested
masturbate: mastu rbate, mastur bate, masturba te
masturbating: mastu rbating, mastur bating, masturb ating, masturbat ing, masturbati ng
pregnant: pre gnant, preg nant, pregna nt
depressed: dep ressed, depr essed, depre ssed, depres sed
depression: dep ression, depr ession, depre ssion, depres sion
worthless: wo rthless, wor thless, wort hless, worthl ess, worthle ss
strangle: st rangle, stra ngle, stran gle
behead: beh ead
beheaded: beh eaded, behe aded, behea ded
stabbing: st abbing, sta bbing, stabb ing, stabbi ng
gambling: ga mbling, gambl ing, gambli ng
casino: ca sino, cas ino
snapchat: sn apchat, sna pchat
unalive: unal ive, unali ve
yourself: yo urself, yourse lf
myself: myse lf
killing: ki lling, kil ling, killi ng
killed: ki lled
shooting: sh ooting, sho oting, shooti ng
`;
