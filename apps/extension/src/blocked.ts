import { z } from 'zod';
import { showBlocked } from './features/restrictions/blocked-page.ts';
import { createOwnPage } from './platform/browser-pages.ts';

z.config({ jitless: true });
showBlocked(document, createOwnPage());
