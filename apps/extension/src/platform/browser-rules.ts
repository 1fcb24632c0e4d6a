import type { NetAction, NetRule, NetRules, RequestKind } from './contract/net-rules.ts';

type Rule = chrome.declarativeNetRequest.Rule;
type ResourceType = `${chrome.declarativeNetRequest.ResourceType}`;

const TYPES: Readonly<Record<RequestKind, readonly ResourceType[]>> = {
  page: ['main_frame'],
  frame: ['sub_frame'],
  part: [
    'stylesheet',
    'script',
    'image',
    'font',
    'object',
    'xmlhttprequest',
    'ping',
    'csp_report',
    'media',
    'websocket',
    'webtransport',
    'webbundle',
    'other',
  ],
};

function actionOf(action: NetAction): object {
  switch (action.kind) {
    case 'allow':
      return { type: 'allow' };
    case 'allow-with-parts':
      return { type: 'allowAllRequests' };
    case 'close':
      return { type: 'block' };
    case 'own-page':
      return { type: 'redirect', redirect: { extensionPath: action.page } };
    case 'query': {
      const addOrReplaceParams = Object.entries(action.set).map(([key, value]) => ({ key, value }));
      return { type: 'redirect', redirect: { transform: { queryTransform: { addOrReplaceParams } } } };
    }
    case 'header':
      return {
        type: 'modifyHeaders',
        requestHeaders: [{ header: action.name, operation: 'set', value: action.value }],
      };
  }
}

function ruleOf(rule: NetRule, id: number): Rule {
  const condition = {
    resourceTypes: rule.kinds.flatMap((kind) => TYPES[kind]),
    ...(rule.hosts === undefined ? {} : { requestDomains: [...rule.hosts] }),
    ...(rule.filter === undefined ? {} : { urlFilter: rule.filter }),
    ...(rule.pattern === undefined ? {} : { regexFilter: rule.pattern }),
    isUrlFilterCaseSensitive: false,
  };
  // The words are the browser's own; its types name them as members of objects that are there only at run time.
  return { id, priority: rule.priority, condition, action: actionOf(rule.action) } as unknown as Rule;
}

/** Whether two lists of rules mean the same; the browser gives back its own with keys in another order. */
function same(have: readonly Rule[], want: readonly Rule[]): boolean {
  return have.length === want.length && print(have) === print(want);
}

function print(rules: readonly Rule[]): string {
  const sorted = rules.toSorted((left, right) => left.id - right.id);
  return JSON.stringify(sorted, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : value,
  );
}

/** Rules of the browser that outlast its restart. */
export function createNetRules(): NetRules {
  /** Asking about a thousand expressions takes a while, and the answer stays. */
  const known = new Map<string, Promise<boolean>>();

  async function ask(regex: string): Promise<boolean> {
    const asked = { regex, isCaseSensitive: false };
    return (await chrome.declarativeNetRequest.isRegexSupported(asked)).isSupported;
  }

  function fits({ pattern }: NetRule): Promise<boolean> {
    if (pattern === undefined) return Promise.resolve(true);
    const answer = known.get(pattern) ?? ask(pattern);
    known.set(pattern, answer);
    return answer;
  }

  return {
    async set(rules) {
      const fit = await Promise.all(rules.map(fits));
      const fitting = rules.filter((_rule, index) => fit[index] === true);
      const wanted = fitting.map((rule, index) => ruleOf(rule, index + 1));
      const standing = await chrome.declarativeNetRequest.getDynamicRules();
      if (same(standing, wanted)) return;
      await chrome.declarativeNetRequest.updateDynamicRules({
        removeRuleIds: standing.map(({ id }) => id),
        addRules: wanted,
      });
    },
  };
}
