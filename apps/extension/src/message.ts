import { z } from 'zod';
import { showMessage } from './features/messages/message-page.ts';
import { createOwnPage } from './platform/browser-pages.ts';

z.config({ jitless: true });
showMessage(document, createOwnPage());
