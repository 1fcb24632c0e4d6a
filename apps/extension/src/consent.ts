import { z } from 'zod';
import { showConsent } from './features/screens/consent-page.ts';
import { createPromptHost } from './platform/browser.ts';

z.config({ jitless: true });
showConsent(document, createPromptHost());
