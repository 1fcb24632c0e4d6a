/**
 * The words that change what a match means, as expressions over folded text: lower case, no accents, no
 * apostrophes ("dont"), one space between words and at both ends. Alternatives of plain words only, so that
 * every look stays linear.
 */

/** First person together with wanting, planning or being about to. */
export const FIRST_PERSON = / (?:i|im|ill|ive|id|ima|imma|me|my|myself) /u;
export const INTENT =
  / (?:want|wants|wanna|wanted|wanting|going to|gonna|gunna|gon|will|ill|imma|ima|plan|planning|planned|decided|about to|ready to|thinking of|thinking about|think about|thought about|need to|have to|cant go on|cant do this|cant take|cant cope|tonight|tomorrow|i mean it|goodbye|i wish|i keep|i just|i (?:cut|burn|burned|hurt|starve|starved)|ive been|im done|make me|should just|might as well) /u;

/** Within the last words before the match. */
export const NEGATION =
  / (?:not|never|dont|doesnt|didnt|wont|wouldnt|cant|couldnt|shouldnt|isnt|arent|wasnt|werent|aint|hasnt|havent|without|nobody should|no one should|stop|against|refuse to|instead of) /u;
/** Where one of these stands before the match, a negation in it is none. */
export const NO_NEGATION =
  / (?:(?:dont|didnt|do not) (?:know|care|think i can|even|just|lie|get why|see why)|not (?:just|only|sure|joking|kidding|even|lying|gonna lie|going to lie|coping|ok|okay|alright|bothered)|(?:cant|cannot|dont|never|wont|couldnt) stop|cant (?:help|wait|cope|take|do this|go on|believe|live|stand)|why (?:not|dont|cant)|never (?:wanted|been|felt)|couldnt care|wouldnt (?:care|notice|mind)|no one (?:would|cares)|nobody (?:would|cares)|if (?:you|he|she|they|it|i) (?:dont|doesnt|wont|cant)|stop me|better not|dont you|dont deserve) /u;

/** Words of reporting and of speaking against, before the match. */
export const REPORTED =
  / (?:called (?:me|him|her|us|them|my|people|someone)|calls? (?:me|him|her|us|them|people|someone)|calling (?:me|him|her|us|them|people|someone|each other)|(?:the|that) (?:word|term|phrase|slur|insult)|(?:words|slurs|insults) like|(?:saying|say|said|says|shouted|yelled|wrote|shouting|using|use) (?:things like|words like)|(?:dont|never|stop|shouldnt|should not|not ok to|not okay to|wrong to|hurtful to|offensive to|racist to|homophobic to|cruel to) (?:say|saying|call|calling|use|using)|(?:someone|people|they|he|she|boys|girls|kids|students|pupils) (?:said|says|say|shouted|yelled|wrote|told me)|accused of being|reported) /u;
/** Words of speaking against, after the match. */
export const CONDEMNED =
  / (?:(?:is|are|was|were) (?:so |very |really |just |always |never )?(?:wrong|racist|homophobic|transphobic|sexist|offensive|unacceptable|hurtful|hateful|not ok|not okay|not acceptable|a slur|slurs|hate speech|disgusting language|bullying|ok|okay|acceptable)|and (?:was|got) (?:suspended|excluded|banned|told off)) /u;
/** Speaking, for words that stand between quotation marks. */
export const SPEAKING =
  / (?:said|says|say|saying|called|calls|call|calling|shouted|shouts|yelled|yells|wrote|writes|written|told|tells|read|reads|word|words|term|phrase|slur|insult|comment|comments|message|quote|quoted|quotes|sign|banner|graffiti|lyrics|tweet|post|posted|replied|asked|screamed|muttered) /u;

/** Study, known works, news and help. */
export const STUDY =
  / (?:romeo and juliet|romeo|juliet|macbeth|hamlet|othello|ophelia|king lear|shakespeare|shakespeares|of mice and men|an inspector calls|inspector calls|eva smith|lord of the flies|jekyll and hyde|frankenstein|blood brothers|animal farm|great expectations|a christmas carol|to kill a mockingbird|mockingbird|the crucible|thirteen reasons why|the bell jar|ophelias|lady macbeth|antigone|wilfred owen|essay|essays|chapter|stanza|poem|poems|poet|poetry|novel|novels|author|protagonist|playwright|the play|a play|tragedy|scene|act (?:one|two|three|four|five|1|2|3|4|5|i|ii|iii|iv|v)|gcse|a level|coursework|homework question|revision|textbook|worksheet|syllabus|curriculum|lesson on|lesson about|assembly on|assembly about|pshe|rse|history lesson|in history|history of|historians?|world war|first world war|second world war|holocaust|nazi germany|civil war|civil rights|victorian|century|according to|research|researchers|study|studies|statistics|survey|percent of|per cent of|rates? of|report by|documentary|article|encyclopedia|wikipedia|dictionary|definition|meaning of|etymology|prevention|prevent|preventing|awareness|charity|charities|campaign|campaigners|helpline|helplines|samaritans|childline|nspcc|nhs|frank|signs of|symptoms|risk of|risks of|dangers? of|effects of|side effects|treatment|therapy|rehab|recovery|support for|help with|how (?:to|do we|can we|do i|can i|do you) (?:stop|prevent|avoid|help|support|quit|recover|report|deal with|spot|recognise)|police|court|convicted|arrested|sentenced|jailed|charged with|pleaded guilty|trial|inquest|coroner|parliament) /u;

/** Games, played or talked about. */
export const GAME =
  / (?:call of duty|cod|fortnite|minecraft|gta|roblox|valorant|counter strike|csgo|cs2|overwatch|warzone|apex|halo|fifa|among us|league of legends|lol ranked|rocket league|clash of clans|zelda|pokemon|mario|skyrim|elden ring|dark souls|xbox|playstation|ps4|ps5|nintendo|in (?:the |this |that |my )?game|the game|video ?games?|boss fight|the boss|final boss|respawn|respawned|lobby|loot|zombies?|creepers?|enderman|npcs?|headshot|killstreak|round two|next round|spawn|dungeons?|laser tag|paintball|nerf|chess|water gun|water pistol) /u;

/** Marks of a joke. */
export const JEST =
  / (?:lol|lmao|lmfao|rofl|haha|hahaha|hahahaha|jk|j k|just kidding|only joking|just joking|as a joke) /u;

/** Asking how it is done or where to get it, before the match. */
export const HOW_TO =
  / (?:how to|how do i|how do you|how can i|how could i|how would i|how much|how many|how long|best way to|easiest way to|easy ways? to|quickest way to|quick ways? to|fastest way to|ways to|painless|painlessly|where to (?:buy|get|find)|where can i (?:buy|get|find)|where do i (?:buy|get|find)|step by step|instructions|tutorial|recipe for|teach me to|tell me how|what happens if i|will it hurt) /u;
/** After it. */
export const HOW_TO_AFTER =
  / (?:tutorial|instructions|step by step|without (?:it )?(?:hurting|pain|anyone knowing|being caught|getting caught|parents knowing|my parents knowing|leaving)|method|methods|painless|painlessly|for sale|near me|at home|delivery) /u;

/** A person or group that words are aimed at, right before or after them. */
export const TARGET_BEFORE =
  / (?:you|your|youre|ur|u|ya|yall|they|theyre|them|those|these|all|he|hes|she|shes|him|her|every|dirty|filthy|fucking|fuckin|stupid|ugly|little|disgusting|damn|bloody|kill|hate|burn|ban|deport) /u;
export const TARGET_AFTER =
  / (?:you|your|u|should|must|need to|deserve|deserves|deserved|out|off|scum|vermin|go home|are all|all need|dont belong|ruin|ruining|are ruining) /u;
