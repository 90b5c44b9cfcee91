/**
 * Attempts after the first. With the back-off of `retry.ts` (bounds of 0.5, 1, 2, 4, 8 and 8 s) six of them bridge 12 s of
 * trouble on average and give a clear error after 24 s at the latest: long enough for a rate limit that counts seconds or for a
 * restart, short enough that a wrong endpoint or twenty refusals in a row are not mistaken for a hang.
 */
export const DEFAULT_MAX_RETRIES = 6;

/** Longest time for one attempt, in ms. */
export const DEFAULT_REQUEST_TIMEOUT_MS = 30_000;
