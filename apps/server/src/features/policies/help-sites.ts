/**
 * Sites that help a pupil in need. Nothing is captured there: nobody may learn from Lapwing that a child sought help.
 */
export const HELP_SITES: readonly string[] = Object.freeze([
  'beateatingdisorders.org.uk',
  'childline.org.uk',
  'giveusashout.org',
  'kooth.com',
  'mind.org.uk',
  'nhs.uk',
  'nspcc.org.uk',
  'papyrus-uk.org',
  'reportharmfulcontent.com',
  'samaritans.org',
  'talktofrank.com',
  'themix.org.uk',
  'youngminds.org.uk',
]);
