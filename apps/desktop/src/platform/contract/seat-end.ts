/**
 * How the part of the agent in a person's session ended, as far as the system tells. `killed`: a program ended it. `failed`:
 * it ended by a fault of its own. `unknown`: nothing tells, and nobody is to be blamed.
 */
export type SeatEnd = 'killed' | 'failed' | 'unknown';
