import type { AgentStatus } from '../status.ts';

/** How an agent is that has nothing to tell: enrolled, connected, and nobody holds anything. */
export const CONNECTED: AgentStatus = Object.freeze({
  loaded: true,
  enrolled: true,
  connection: 'connected',
  refused: null,
  server: 'https://x.example',
  schoolName: 'Lapwing Primary',
  deviceName: 'Trolley 7',
  noticeUrl: null,
  detecting: true,
  queued: 0,
  lost: 0,
  watched: null,
  control: null,
});
