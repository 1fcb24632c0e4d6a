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
for you: 4 u, 4 you
to you: to u, 2 u
why do: y do
go away: goaway
good bye: goodbye, gudbye
right now: rn, rite now
to be: 2 b, 2 be, to b
`;

/** Words cut in two where neither part is a word: `word: part part, part part`. */
export const CUT_WORDS = `
snapchat: sn apchat, sna pchat
yourself: yo urself, yourse lf
myself: myse lf
`;
