import type { AgentInput, Surroundings } from '@lapwing/agent-core/input.ts';
import type { FrontTab, Sender, TabChange } from '../../platform/contract/host.ts';
import { PageMessage } from './messages.ts';
import { searchQuery } from './search-query.ts';

/** The agent's name for a tab. */
export function placeOf(tabId: number): string {
  return `tab:${tabId}`;
}

/** The tab that a place names; null for one that was not made here. */
export function tabOf(place: string): number | null {
  const match = /^tab:(\d+)$/.exec(place);
  return match === null ? null : Number(match[1]);
}

/** What a page's message is to the agent; null when it is not one, or not from a page. */
export function inputOf(message: unknown, sender: Sender, application: string): AgentInput | null {
  if (sender.kind !== 'page' || sender.tabId === null) return null;
  const parsed = PageMessage.safeParse(message);
  if (!parsed.success) return null;
  const at: Surroundings = {
    place: placeOf(sender.tabId),
    application,
    title: sender.title,
    url: sender.url,
    ...(sender.tabUrl === sender.url ? {} : { outerUrl: sender.tabUrl }),
  };
  const { data } = parsed;
  const fieldId = (field: number): string =>
    `${at.place}|${sender.frameId}|${sender.documentId}|${String(field)}`;
  switch (data.kind) {
    case 'typed':
      return {
        kind: 'typed',
        fieldId: fieldId(data.field),
        field: data.description,
        text: data.text,
        caret: Math.min(data.caret, data.text.length),
        composing: false,
        at,
      };
    case 'settled':
      return { kind: 'settled', fieldId: fieldId(data.field), reason: data.reason };
    case 'page-text':
      return { kind: 'page-text', text: data.text, at };
    case 'stirred':
      return { kind: 'stirred', at };
  }
}

/** That a tab came to the front; null for a page that is not looked at. */
export function inputOfFront(tab: FrontTab, application: string): AgentInput | null {
  if (tab.tabId === null || !isOrdinary(tab.url)) return null;
  const { tabId, title, url } = tab;
  return { kind: 'stirred', at: { place: placeOf(tabId), application, title, url } };
}

function isOrdinary(url: string | null): url is string {
  return url !== null && /^(?:https?|file|ftp):/.test(url);
}

/** What a tab's new address or title is to the agent. */
export function inputsOfTab(change: TabChange, application: string): AgentInput[] {
  const at: Surroundings = {
    place: placeOf(change.tabId),
    application,
    title: change.current.title,
    url: change.current.url,
  };
  const inputs: AgentInput[] = [];
  if (isOrdinary(change.url))
    inputs.push({ kind: 'navigated', search: searchQuery(change.url), at: { ...at, url: change.url } });
  if (change.title !== null && isOrdinary(at.url))
    inputs.push({ kind: 'caption', at: { ...at, title: change.title } });
  return inputs;
}
