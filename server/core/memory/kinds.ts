/** Stands as `type` in the metadata of a memory that tells of an activity session. */
export const SESSION_TYPE = 'process_session';
