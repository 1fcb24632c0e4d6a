import { Check, Copy } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Action } from './button.tsx';

/** Copies a text and says that it did. */
export function CopyButton(props: { text: string; label: string }): ReactNode {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  useEffect(() => {
    if (outcome === null) return undefined;
    const timer = setTimeout(() => setOutcome(null), 2500);
    return () => clearTimeout(timer);
  }, [outcome]);
  function copy(): void {
    const { clipboard } = navigator as { clipboard?: Clipboard };
    if (clipboard === undefined) {
      setOutcome('refused');
      return;
    }
    clipboard.writeText(props.text).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    );
  }
  return (
    <>
      <Action onPress={copy} label={props.label}>
        {outcome === 'copied' ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
        {outcome === 'copied' ? 'Copied' : 'Copy'}
      </Action>
      <span role="status" className={outcome === 'refused' ? 'field-error' : 'unseen'}>
        {outcome === 'copied' ? 'Copied' : ''}
        {outcome === 'refused' ? 'The browser does not allow copying here; select the text instead.' : ''}
      </span>
    </>
  );
}

/** A file's content, ready to copy. */
export function CopyBox(props: { title: string; text: string }): ReactNode {
  return (
    <section className="copybox" aria-label={props.title}>
      <header>
        <code>{props.title}</code>
        <CopyButton text={props.text} label={`Copy ${props.title}`} />
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it */}
      <pre tabIndex={0}>{props.text}</pre>
    </section>
  );
}
