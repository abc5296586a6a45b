/** How a blood pressure was taken, as the context of a reading carries it. */
export const POSTURES = ['sitting', 'standing', 'lying'] as const;
export const ARMS = ['left', 'right'] as const;
export type Posture = (typeof POSTURES)[number];
export type Arm = (typeof ARMS)[number];
/** The longest value a context takes. */
export const MOST_NOTE = 64;
