import { namesInWords } from './watched-words.ts';

/** The question that is put to the person. */
export function questionWords(question: {
  readonly school: string | null;
  readonly watchers: readonly string[];
  readonly silence: 'allows' | 'denies';
}): { readonly title: string; readonly from: string; readonly silence: string } {
  const many = question.watchers.length > 1;
  const names = namesInWords(question.watchers);
  return {
    title: `${names.charAt(0).toUpperCase()}${names.slice(1)} ${many ? 'ask' : 'asks'} to look at your screen`,
    from: question.school === null ? 'Your school' : namesInWords([question.school]),
    silence:
      question.silence === 'allows'
        ? 'If you do not answer, your screen will be shown.'
        : 'If you do not answer, your screen will not be shown.',
  };
}

/** Seconds that are left, in words. */
export function secondsInWords(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return seconds === 1 ? '1 second left' : `${String(seconds)} seconds left`;
}
