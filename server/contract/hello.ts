import { z } from 'zod';

/** Version of what the service and its clients say to each other under `/_loci`; they talk only when it is the same. */
export const PROTOCOL = 1;

export const TOKEN_HEADER = 'X-Loci-Token';

/** What `GET /_loci/hello?challenge=` takes: 16 to 64 random bytes in hex. */
export const Challenge = z.string().regex(/^[0-9a-f]{32,128}$/i);

/** Who answers, and the proof that it knows the token of this service file (see `proof.ts`). */
export const Hello = z.object({
  app: z.literal('loci'),
  protocol: z.int(),
  version: z.string(),
  pid: z.int(),
  proof: z.string(),
});
export type Hello = z.output<typeof Hello>;
