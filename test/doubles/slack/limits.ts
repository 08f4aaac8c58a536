const reference = 'https://docs.slack.dev/reference';
const blockKit = `${reference}/block-kit`;

interface Limit {
  readonly most: number;
  readonly source: string;
}

const limit = (most: number, source: string): Limit => ({ most, source });

/** What Slack refuses beyond, written down here a second time and apart from the adapter's own table. */
export const limits = {
  messageBlocks: limit(50, `${blockKit}/blocks`),
  viewBlocks: limit(100, `${reference}/views`),
  /** Not documented: it was seen near there, https://github.com/slackapi/bolt-js/issues/2509. */
  blocksSize: limit(13_200, 'https://github.com/slackapi/bolt-js/issues/2509'),
  attachments: limit(100, `${reference}/methods/chat.postMessage`),
  id: limit(255, `${blockKit}/blocks`),
  sectionText: limit(3000, `${blockKit}/blocks/section-block`),
  fields: limit(10, `${blockKit}/blocks/section-block`),
  fieldText: limit(2000, `${blockKit}/blocks/section-block`),
  headerText: limit(150, `${blockKit}/blocks/header-block`),
  contextElements: limit(10, `${blockKit}/blocks/context-block`),
  text: limit(3000, `${blockKit}/composition-objects/text-object`),
  actions: limit(25, `${blockKit}/blocks/actions-block`),
  buttonText: limit(75, `${blockKit}/block-elements/button-element`),
  buttonValue: limit(2000, `${blockKit}/block-elements/button-element`),
  url: limit(3000, `${blockKit}/block-elements/button-element`),
  confirmTitle: limit(100, `${blockKit}/composition-objects/confirmation-dialog-object`),
  confirmText: limit(300, `${blockKit}/composition-objects/confirmation-dialog-object`),
  confirmButton: limit(30, `${blockKit}/composition-objects/confirmation-dialog-object`),
  options: limit(100, `${blockKit}/block-elements/select-menu-element`),
  optionGroups: limit(100, `${blockKit}/block-elements/select-menu-element`),
  optionText: limit(75, `${blockKit}/composition-objects/option-object`),
  optionValue: limit(150, `${blockKit}/composition-objects/option-object`),
  overflowOptions: limit(5, `${blockKit}/block-elements/overflow-menu-element`),
  radioOptions: limit(10, `${blockKit}/block-elements/radio-button-group-element`),
  checkboxOptions: limit(10, `${blockKit}/block-elements/checkboxes-element`),
  altText: limit(2000, `${blockKit}/blocks/image-block`),
  markdown: limit(12_000, `${blockKit}/blocks/markdown-block`),
  tableRows: limit(100, `${blockKit}/blocks/table-block`),
  tableColumns: limit(20, `${blockKit}/blocks/table-block`),
  tableText: limit(10_000, `${blockKit}/blocks/table-block`),
  inputLabel: limit(2000, `${blockKit}/blocks/input-block`),
  placeholder: limit(150, `${blockKit}/block-elements/plain-text-input-element`),
  inputLength: limit(3000, `${blockKit}/block-elements/plain-text-input-element`),
  viewTitle: limit(24, `${reference}/views/modal-views`),
  viewButton: limit(24, `${reference}/views/modal-views`),
  privateMetadata: limit(3000, `${reference}/views/modal-views`),
  callbackId: limit(255, `${reference}/views/modal-views`),
  viewSize: limit(250_000, `${reference}/methods/views.open`),
  viewStack: limit(3, 'https://docs.slack.dev/surfaces/modals'),
  postText: limit(40_000, `${reference}/methods/chat.postMessage`),
  updateText: limit(4000, `${reference}/methods/chat.update`),
  metadataSize: limit(16_000, `${reference}/methods/chat.postMessage`),
  responseUses: limit(5, 'https://docs.slack.dev/interactivity/handling-user-interaction'),
  responseMs: limit(30 * 60_000, 'https://docs.slack.dev/interactivity/handling-user-interaction'),
  triggerMs: limit(3000, 'https://docs.slack.dev/interactivity/handling-user-interaction'),
  ackMs: limit(3000, 'https://docs.slack.dev/interactivity/handling-user-interaction'),
  sockets: limit(10, 'https://docs.slack.dev/apis/events-api/using-socket-mode'),
} as const satisfies Record<string, Limit>;
