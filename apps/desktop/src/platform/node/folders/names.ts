/**
 * Names that programs give to files of their own, while they write or keep a copy: hidden ones, those of editors
 * (`notes~`, `.notes.swp`, `#notes#`, `4913` of vim), of office programs (`~$letter.docx`, `.~lock.letter.odt#`) and
 * downloads that have not ended.
 */
const OF_PROGRAMS =
  /^(?:\..*|~\$.*|#.*#|4913|.*~|.*\.(?:part|partial|crdownload|opdownload|download|tmp|temp|swp|swo|swx|bak~|kate-swp|lock)|lu[0-9a-z]+\.tmp|desktop\.ini|Thumbs\.db)$/iu;

/** Whether a name is one that a person gave, not a program for its own use. */
export function isPersons(name: string): boolean {
  return name !== '' && !OF_PROGRAMS.test(name);
}
