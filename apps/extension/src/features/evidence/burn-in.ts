import { type BurnedMark, burnedWords } from '@lapwing/agent-core/burned-words.ts';

/** What is burned into a frame. */
export interface BurnIn extends BurnedMark {
  readonly marked: boolean;
}

const BAR = '#b3261e';

/** Draws a picture over all of the canvas, keeping its shape, with the words at the top right and the bar of the trigger. */
export function drawFrame(
  context: OffscreenCanvasRenderingContext2D,
  picture: VideoFrame,
  burnIn: BurnIn,
): void {
  const { width, height } = context.canvas;
  const scale = Math.min(width / picture.displayWidth, height / picture.displayHeight);
  const [across, down] = [picture.displayWidth * scale, picture.displayHeight * scale];
  context.fillStyle = '#000';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  // The window may have changed its size meanwhile.
  context.drawImage(picture, (width - across) / 2, (height - down) / 2, across, down);
  const letter = Math.max(11, Math.round(width / 90));
  context.font = `${String(letter)}px sans-serif`;
  context.textBaseline = 'middle';
  const line = Math.round(letter * 1.8);
  const words = burnedWords(burnIn);
  const room = Math.min(width, Math.ceil(context.measureText(words).width) + letter * 1.6);
  context.fillStyle = 'rgb(0 0 0 / 0.78)';
  context.fillRect(width - room, 0, room, line);
  context.fillStyle = '#fff';
  context.textAlign = 'right';
  context.fillText(words, width - letter * 0.8, line / 2, room - letter * 1.6);
  if (!burnIn.marked) return;
  const bar = Math.max(4, Math.round(letter / 3));
  context.fillStyle = BAR;
  context.fillRect(0, height - bar, width, bar);
  const label = Math.ceil(context.measureText('Trigger').width) + letter * 1.6;
  context.fillRect(0, height - bar - line, label, line);
  context.fillStyle = '#fff';
  context.textAlign = 'left';
  context.fillText('Trigger', letter * 0.8, height - bar - line / 2);
}
