const reference = 'https://docs.slack.dev/reference';
const blockKit = `${reference}/block-kit`;

/** The most Slack takes, in characters or pieces; the sources of each are in {@link sources}. */
export const limits = {
  blocks: 50,
  viewBlocks: 100,
  blocksSize: 13_200,
  summary: 4000,
  footer: 3000,
  actions: 25,
  buttonText: 75,
  altText: 2000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  viewTitle: 24,
  inputLabel: 2000,
  options: 100,
  optionText: 75,
  optionValue: 150,
  privateMetadata: 3000,
};

export type Limits = typeof limits;

/** Where each limit is written. */
export const sources: Readonly<Record<keyof Limits, string>> = {
  blocks: `${blockKit}/blocks`,
  viewBlocks: `${reference}/views`,
  /** All blocks of a message as JSON: not documented, more is answered with `msg_blocks_too_long`. */
  blocksSize: 'https://github.com/slackapi/bolt-js/issues/2509',
  /** chat.postMessage takes more, but what chat.update refuses could not be edited. */
  summary: `${reference}/methods/chat.update`,
  footer: `${blockKit}/composition-objects/text-object`,
  actions: `${blockKit}/blocks/actions-block`,
  buttonText: `${blockKit}/block-elements/button-element`,
  altText: `${blockKit}/blocks/image-block`,
  confirmTitle: `${blockKit}/composition-objects/confirmation-dialog-object`,
  confirmText: `${blockKit}/composition-objects/confirmation-dialog-object`,
  confirmButton: `${blockKit}/composition-objects/confirmation-dialog-object`,
  viewTitle: `${reference}/views/modal-views`,
  inputLabel: `${blockKit}/blocks/input-block`,
  options: `${blockKit}/block-elements/select-menu-element`,
  optionText: `${blockKit}/composition-objects/option-object`,
  optionValue: `${blockKit}/composition-objects/option-object`,
  privateMetadata: `${reference}/views/modal-views`,
};
