import { z } from 'zod';

export const MESSAGE_PAGE = 'message.html';
const MessageId = z.string().max(64);

/** What the window with a message asks of the background worker. */
export const NoticeMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('notice-look'), id: MessageId }),
  z.object({ kind: z.literal('notice-seen'), id: MessageId }),
]);
export type NoticeMessage = z.infer<typeof NoticeMessage>;

/** The message; null when it is not shown any more. */
export const ShownNotice = z
  .object({ text: z.string(), by: z.string(), schoolName: z.string(), waiting: z.number() })
  .nullable();
export type ShownNotice = z.infer<typeof ShownNotice>;
