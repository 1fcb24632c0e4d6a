import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';

/** Pop-ups from this severity on. */
export const PopUpFrom = z.enum(['minor', 'moderate', 'severe', 'none']);
export type PopUpFrom = z.infer<typeof PopUpFrom>;

/** Which alerts somebody wants for themselves, among those that they are named for. */
export const MyAlerts = z.strictObject({
  popUp: PopUpFrom,
  /** Mails of Minor and Moderate captures outside school hours as well; Severe ones always come at once. */
  outsideHours: z.boolean(),
  /** Figures on every school day at 16:00, and every Monday at 7:30. */
  daily: z.boolean(),
  weekly: z.boolean(),
});
export type MyAlerts = z.infer<typeof MyAlerts>;

export const showMyAlerts = endpoint({
  method: 'GET',
  path: '/api/alerts/mine',
  summary: "The caller's own choice of alerts",
  reply: z.object({
    mine: MyAlerts,
    /** To which mails go, and whether the school sends any. */
    email: z.string(),
    mailWorks: z.boolean(),
  }),
});
export const saveMyAlerts = endpoint({
  method: 'PUT',
  path: '/api/alerts/mine',
  summary: "Change the caller's own choice of alerts",
  body: MyAlerts,
  reply: MyAlerts,
});
