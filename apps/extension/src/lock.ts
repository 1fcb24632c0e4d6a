import { z } from 'zod';
import { showLock } from './features/restrictions/lock-page.ts';
import { createOwnPage } from './platform/browser-pages.ts';

z.config({ jitless: true });
showLock(document, createOwnPage());
