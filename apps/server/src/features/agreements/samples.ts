import type { AgreementDraft } from '@lapwing/protocol/features/agreements/api.ts';

/** A text to begin with; the school makes it its own. */
export interface Sample {
  readonly key: string;
  readonly title: string;
  readonly explains: string;
  readonly draft: AgreementDraft;
}

/*
 * Written for Lapwing. They say what Lapwing does and no more: words are checked on the device itself, what looks
 * worrying is kept with a picture of the screen for trained staff, teachers can see screens in lessons. Childline's
 * number is free from any telephone in the United Kingdom, at any hour (childline.org.uk).
 */

const PRIMARY: AgreementDraft = {
  title: 'How we use our computers',
  language: 'en-GB',
  blocks: [
    { kind: 'paragraph', text: 'Our computers help us to learn. These are the things we all promise.' },
    { kind: 'heading', text: 'I promise' },
    {
      kind: 'bullets',
      items: [
        'I am kind in all that I write.',
        'I keep my password to myself.',
        'I do my work, and I ask before I try something new.',
        'I do not share my address, my photos or where I am.',
        'I tell a grown-up if something makes me sad, scared or worried.',
      ],
    },
    { kind: 'heading', text: 'Who can see what I do?' },
    {
      kind: 'paragraph',
      text: 'This computer looks at the words that you type and read. It does this to help keep you safe. Most words never leave this computer. If some words look worrying, the computer keeps them, with a picture of your screen. A grown-up at school whose job is to keep children safe may look at it. They may come and ask if you are all right. In a lesson, your teacher can see your screen too.',
    },
    { kind: 'heading', text: 'Who can help me?' },
    {
      kind: 'paragraph',
      text: 'Talk to your teacher, or to any grown-up at school that you trust. You are not in trouble for telling. You can also ring Childline on 0800 1111. It is free, by day and by night.',
    },
  ],
  picture: null,
  agreeLabel: 'Yes, I promise',
  declineLabel: 'No, not yet',
};

const SECONDARY: AgreementDraft = {
  title: 'Using the school’s computers',
  language: 'en-GB',
  blocks: [
    {
      kind: 'paragraph',
      text: 'You need computers to learn, and you have a right to be safe on them. So does everybody else. This is what we ask of you, and what you can expect of us.',
    },
    { kind: 'heading', text: 'What we ask of you' },
    {
      kind: 'bullets',
      items: [
        'Be as kind on a screen as you would be face to face. Do not post or pass on what could hurt somebody.',
        'Use your own account. Keep your password to yourself, and log off when you leave.',
        'Do not get round the school’s filters. If you need a page that is closed, ask for it.',
        'Hand in your own work. Say where you took words, pictures or answers from, including from AI.',
        'If something worries you, tell somebody, even if you broke a rule to see it.',
      ],
    },
    { kind: 'heading', text: 'What the school can see' },
    {
      kind: 'paragraph',
      text: 'The school monitors this device to keep pupils safe, as the law expects of it. The device checks the words that you type and read. Words that match nothing stay on the device, and nobody sees them. Where words could mean that somebody is in danger, they are kept with a picture or a short recording of the screen. Only staff who are trained for it look at those, and each look is written down. In lessons, teachers can see your screen.',
    },
    {
      kind: 'paragraph',
      text: 'A computer can get it wrong. That is why a person always decides what happens, and why you may be asked how you are. You can ask the school what it keeps about you.',
    },
    { kind: 'heading', text: 'Who helps' },
    {
      kind: 'paragraph',
      text: 'Talk to your form tutor, the safeguarding lead or any adult you trust. Outside school, Childline listens at any hour, for free, on 0800 1111. If you or somebody else is in danger now, ring 999.',
    },
  ],
  picture: null,
  agreeLabel: 'I agree',
  declineLabel: 'I do not agree',
};

const OLDER: AgreementDraft = {
  title: 'Using a school device in the sixth form or as staff',
  language: 'en-GB',
  blocks: [
    {
      kind: 'paragraph',
      text: 'This device belongs to the school. You may use it with the trust that your age or your work calls for, under the same rules for all.',
    },
    { kind: 'heading', text: 'What you agree to' },
    {
      kind: 'bullets',
      items: [
        'Use your own account, lock the screen when you walk away, and never lend your password.',
        'Keep the personal data of others on the school’s systems, not on your own devices or accounts.',
        'Do not open, make or pass on what is illegal or would harm others, and do not get round filters.',
        'Respect copyright, and say where you used AI.',
        'Report a lost device, a suspicious message or a mistake at once. Nobody is blamed for speaking up.',
      ],
    },
    { kind: 'heading', text: 'What is monitored' },
    {
      kind: 'paragraph',
      text: 'The school has to keep children safe online, and monitors its devices for that, those of adults included. The device checks the words that are typed and shown. Words that match nothing stay on it. Words that could mean harm are kept with a picture or a short recording of the screen, and trained staff look at them. Each look is written down. Do not use this device for what should stay private, such as your health or your bank.',
    },
    { kind: 'heading', text: 'Questions and worries' },
    {
      kind: 'paragraph',
      text: 'Ask the safeguarding lead about a child, the data protection officer about your data, and IT support about the device. Sixth-formers can also ring Childline on 0800 1111, for free and at any hour.',
    },
  ],
  picture: null,
  agreeLabel: 'I agree',
  declineLabel: 'I do not agree',
};

const PRIMARY_ARABIC: AgreementDraft = {
  title: 'كيف نستخدم حواسيبنا',
  language: 'ar',
  blocks: [
    { kind: 'paragraph', text: 'حواسيبنا تساعدنا على التعلّم. هذه هي الأشياء التي نعد بها جميعًا.' },
    { kind: 'heading', text: 'أنا أعد' },
    {
      kind: 'bullets',
      items: [
        'أكون لطيفًا في كل ما أكتبه.',
        'أحتفظ بكلمة السر لنفسي.',
        'أقوم بعملي، وأسأل قبل أن أجرّب شيئًا جديدًا.',
        'لا أخبر الناس على الإنترنت بعنواني أو بمكاني، ولا أنشر صوري.',
        'أخبر شخصًا كبيرًا إذا أحزنني شيء أو أخافني أو أقلقني.',
      ],
    },
    { kind: 'heading', text: 'من يرى ما أفعله؟' },
    {
      kind: 'paragraph',
      text: 'هذا الحاسوب ينظر إلى الكلمات التي تُكتب وتُقرأ عليه. يفعل ذلك ليساعد على حمايتك. معظم الكلمات لا تخرج أبدًا من هذا الحاسوب. إذا بدت بعض الكلمات مقلقة، يحتفظ الحاسوب بها مع صورة للشاشة. قد ينظر إليها شخص كبير في المدرسة عمله حماية الأطفال، وقد يأتي ويسألك إن كنت بخير. وفي الدرس يستطيع معلّمك أن يرى شاشتك أيضًا.',
    },
    { kind: 'heading', text: 'من يساعدني؟' },
    {
      kind: 'paragraph',
      text: 'تحدّث إلى معلّمك أو إلى أي شخص كبير تثق به في المدرسة. لن تقع في مشكلة لأنك أخبرت أحدًا. ويمكنك أيضًا الاتصال بخط الأطفال Childline على الرقم 0800 1111. المكالمة مجانية، في النهار وفي الليل.',
    },
  ],
  picture: null,
  agreeLabel: 'نعم، أعد بذلك',
  declineLabel: 'لا، ليس الآن',
};

/** Texts to begin with. */
export const SAMPLES: readonly Sample[] = Object.freeze([
  {
    key: 'primary',
    title: 'Primary school',
    explains: 'Five promises in short sentences, for pupils of 7 to 11.',
    draft: PRIMARY,
  },
  {
    key: 'secondary',
    title: 'Secondary school',
    explains: 'What is asked, what the school sees and why, for pupils of 11 to 16.',
    draft: SECONDARY,
  },
  {
    key: 'older',
    title: 'Sixth form and staff',
    explains: 'For devices that are taken home or used at work.',
    draft: OLDER,
  },
  {
    key: 'primary-ar',
    title: 'Primary school, in Arabic',
    explains: 'The primary text for pupils who read Arabic. Have a reader of Arabic look at it first.',
    draft: PRIMARY_ARABIC,
  },
]);
