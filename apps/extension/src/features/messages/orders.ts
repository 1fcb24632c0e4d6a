import type { Outcome } from '@lapwing/agent-core/contracts/notices.ts';
import { pageAddress } from '@lapwing/protocol/features/access/site.ts';
import type { TabsHost } from '../../platform/contract/control.ts';

export interface PageOrders {
  open(url: string): Promise<Outcome>;
  closeTabs(host: string, all: boolean): Promise<Outcome>;
}

/** Pages that staff open or close on a device. */
export function createPageOrders(parts: {
  readonly tabs: TabsHost;
  readonly isOpen: (url: string) => Promise<boolean>;
  /** The tab that the person sees. */
  readonly frontTab: () => Promise<{ readonly tabId: number | null } | null>;
}): PageOrders {
  const { tabs, isOpen, frontTab } = parts;
  return {
    async open(url) {
      if (!/^https?:\/\//i.test(url)) return 'not-possible';
      if (!(await isOpen(url))) return 'blocked';
      return (await tabs.open(url)) ? 'done' : 'failed';
    },
    async closeTabs(host, all) {
      const front = await frontTab();
      const meant = (await tabs.all()).filter(({ id, url }) => {
        const at = pageAddress(url)?.host;
        const isThere = at !== undefined && (at === host || at.endsWith(`.${host}`));
        return isThere && (all || id === front?.tabId);
      });
      if (meant.length > 0) await tabs.close(meant.map(({ id }) => id));
      return 'done';
    },
  };
}
