import { showPopup } from './features/devices/popup-page.ts';
import { createPopupHost } from './platform/browser.ts';

showPopup(document, createPopupHost());
