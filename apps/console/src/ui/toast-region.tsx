import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Action } from './button.tsx';
import { type Toast, dismissToast, staysFor, useToasts } from './toasts.ts';
import './toast.css';

const ICONS = { plain: Info, good: CircleCheck, stop: CircleAlert } as const;

/**
 * Where toasts stand: once on the page, always there, so that what is added is read out. It takes no focus; Tab reaches
 * it after the page, and while it is pointed at or has the focus nothing in it goes away.
 */
export function ToastRegion(): ReactNode {
  const toasts = useToasts();
  const [held, setHeld] = useState(false);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- only keeps what is being read
    <section
      className="toasts"
      aria-label="Messages"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div role="status" className="toasts-list">
        {toasts
          .filter((toast) => toast.tone !== 'stop')
          .map((toast) => (
            <OneToast key={toast.id} toast={toast} held={held} />
          ))}
      </div>
      <div role="alert" className="toasts-list">
        {toasts
          .filter((toast) => toast.tone === 'stop')
          .map((toast) => (
            <OneToast key={toast.id} toast={toast} held={held} />
          ))}
      </div>
    </section>
  );
}

function OneToast(props: { toast: Toast; held: boolean }): ReactNode {
  const { toast, held } = props;
  const tone = toast.tone ?? 'plain';
  const Icon = ICONS[tone];
  const { action } = toast;
  useEffect(() => {
    const stays = staysFor(toast);
    if (stays === null || held) return undefined;
    const timer = setTimeout(() => dismissToast(toast.id), stays);
    return () => clearTimeout(timer);
  }, [toast, held]);
  return (
    <div className="toast" data-tone={tone}>
      <Icon size={16} aria-hidden />
      <span>{toast.text}</span>
      {action === undefined ? null : (
        <Action
          onPress={() => {
            dismissToast(toast.id);
            action.onPress();
          }}
        >
          {action.label}
        </Action>
      )}
      <Action look="icon" label="Put away" onPress={() => dismissToast(toast.id)}>
        <X size={14} aria-hidden />
      </Action>
    </div>
  );
}
