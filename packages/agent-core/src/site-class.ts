import type { SiteClass } from '@lapwing/detection/term.ts';
import { isWithin } from './address.ts';

/** Well-known places only; a host that is not listed is judged by its words alone. */
const CLASSES: readonly (readonly [SiteClass, readonly string[]])[] = [
  [
    'ai',
    [
      'chatgpt.com',
      'chat.openai.com',
      'claude.ai',
      'gemini.google.com',
      'copilot.microsoft.com',
      'character.ai',
      'perplexity.ai',
      'chat.deepseek.com',
      'chat.mistral.ai',
      'grok.com',
      'meta.ai',
      'poe.com',
    ],
  ],
  [
    'chat',
    [
      'web.whatsapp.com',
      'discord.com',
      'messenger.com',
      'web.telegram.org',
      'chat.google.com',
      'teams.microsoft.com',
      'web.snapchat.com',
      'omegle.com',
    ],
  ],
  [
    'social',
    ['facebook.com', 'instagram.com', 'tiktok.com', 'x.com', 'twitter.com', 'reddit.com', 'tumblr.com'],
  ],
  ['games', ['roblox.com', 'minecraft.net', 'poki.com', 'coolmathgames.com', 'steampowered.com']],
];

export function siteClassOf(host: string | null): SiteClass | undefined {
  if (host === null) return undefined;
  return CLASSES.find(([, hosts]) => isWithin(host, hosts))?.[0];
}
