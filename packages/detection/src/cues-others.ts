/** Cues by which a writer speaks of someone else who may be at risk. The notation is that of `cues-lists.ts`. */
const PEOPLE =
  'friend/friends/mate/mates/bestie/bff/sister/brother/cousin/mum/mom/mam/dad/stepdad/stepmum/nan/boyfriend/girlfriend/bf/gf/partner/roommate/classmate/neighbour/twin/sis/bro/ex/aunt/auntie/uncle/son/daughter/crush';

export const OTHERS_CUES = Object.freeze({
  /** Someone the writer knows. */
  someoneKnown: [
    `my/our/a/best/her/his/this/that ${PEOPLE}`,
    `my/our best/good/close/online/old/older/younger/little/big/twin/ ${PEOPLE}`,
    'someone/somebody i/we know/knew',
    'someone/somebody/girl/boy/kid/person/lad in/on/at/from my/our',
    'this/that/a girl/boy/kid/lad in/at/from/on my/our/school/class',
    'one of my/our friends/mates',
    'person/girl/boy/guy im talking to',
    'someone online',
  ],
  /** What they say, want or do. */
  theirIntent: [
    'she/he/they/shes/hes/theyre/who/herself/himself/themselves wants/want/wanted/wanna/keeps/keep/kept/says/say/said/told/tried/tries/has/have/is/was/were/been/might/will/would/going/gonna/planning/thinking/talks/talking/threatened/sent/texted/messaged/posted/wrote/cuts/cut/hurts/does',
    `${PEOPLE} wants/want/wanted/wanna/keeps/keep/kept/says/say/said/told/tried/tries/has/have/is/was/been/might/will/going/gonna/planning/thinking/talks/talking/threatened/sent/texted/messaged/posted/wrote/cuts/does/who`,
    'told me/us she/he/they/that',
    'wants/keeps/tried/trying/threatening/talking/thinking to/on/about/of/saying',
  ],
  worry: [
    'worried/scared/concerned/afraid/frightened for/about/that',
    'im worried/scared/concerned',
    'how do/can/should i help',
    'how to help',
    'what do/should/can i/we say/do',
    'should i tell',
    'dont know what to do',
    'dont know how to help',
    'please help her/him/them/my',
    'can someone help',
    'i need to tell/help',
  ],
  /** The writer, wanting it themselves: nobody else's wish explains these. */
  selfIntent: [
    'i/im/ive/id/ill want/wanna/wanted/am/will/gonna/going/need/just/keep/cant/might/should/think/wish/have/feel/been/dont/too/really',
  ],
} as const satisfies { readonly [name: string]: readonly string[] });
