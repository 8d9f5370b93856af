import { createH264MP4Encoder } from 'h264-mp4-encoder';
import { BufferSource, EncodedPacketSink, Input, MP4 } from 'mediabunny';

export interface H264Options {
  width: number;
  height: number;
  /** Lower is finer. */
  quantiser: number;
  /** 0 (small) to 10 (fast). */
  speed: number;
}

/** Encodes a group of pictures (RGBA) on its own and returns its packets with what a player must know of them. */
export async function encodeGroup(
  pictures: Iterable<Uint8Array>,
  { width, height, quantiser, speed }: H264Options,
): Promise<{ packets: Uint8Array[]; config: VideoDecoderConfig | null }> {
  const encoder = await createH264MP4Encoder();
  Object.assign(encoder, {
    width,
    height,
    // The container keeps the times.
    frameRate: 1,
    speed,
    quantizationParameter: quantiser,
    groupOfPictures: 100_000,
    outputFilename: 'group.mp4',
  });
  encoder.initialize();
  for (const pixels of pictures) encoder.addFrameRgba(pixels);
  encoder.finalize();
  const bytes = encoder.FS.readFile('group.mp4').slice();
  encoder.FS.unlink('group.mp4');
  encoder.delete();
  const input = new Input({ source: new BufferSource(bytes), formats: [MP4] });
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new Error('The encoder wrote no video');
  const packets: Uint8Array[] = [];
  for await (const { data } of new EncodedPacketSink(track).packets()) packets.push(data);
  return { packets, config: await track.getDecoderConfig() };
}

/** True when something could not be written because there is no room left. */
export function isDiskFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === 'ENOSPC' || code === 'EDQUOT';
}
