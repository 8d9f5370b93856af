import type * as Package from '@aws-sdk/client-s3';

/** What is known of a store before it is asked. */
export interface S3Address {
  bucket: string;
  /** Of all names, without slashes at its ends; '' = none. */
  prefix: string;
  /** Of a store of one's own; null = Amazon's. */
  endpoint: string | null;
}

/** What of the package is used: the build bundles no more of it (`scripts/build.mjs`), and that only for where it is loaded. */
type Commands = Pick<
  typeof Package,
  'PutObjectCommand' | 'GetObjectCommand' | 'HeadObjectCommand' | 'DeleteObjectCommand' | 'ListObjectsV2Command'
>;
export type S3 = Commands & { client: Package.S3Client };

const nothing = (): void => undefined;
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const CONNECT_MS = 3000;
const ATTEMPTS = 2;

/** Keys, region and all else come from where programs for S3 look for them: the environment, profiles, the machine's role. */
export async function openS3({ endpoint }: S3Address): Promise<S3> {
  // Which Node.js later versions will need is of no use to whoever runs this one.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const commands = await import('@aws-sdk/client-s3');
  const hasRegion = process.env['AWS_REGION'] !== undefined || process.env['AWS_DEFAULT_REGION'] !== undefined;
  const client = new commands.S3Client({
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true, ...(hasRegion ? {} : { region: 'us-east-1' }) }),
    // Newer checksums come as trailers, which some compatible stores refuse; each upload carries its MD5 instead.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // It would say on the console what is told by whoever asked.
    logger: SILENT,
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_MS },
  });
  return { ...commands, client };
}
