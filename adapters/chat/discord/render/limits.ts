const docs = 'https://docs.discord.com/developers';
const components = `${docs}/components/reference`;

/** The most Discord takes, in characters or pieces; the sources of each are in {@link sources}. */
export const limits = {
  components: 40,
  text: 4000,
  files: 10,
  fileBytes: 10 * 1024 * 1024,
  rowButtons: 5,
  buttons: 25,
  buttonLabel: 80,
  pictureText: 1024,
  modalTitle: 45,
  modalFields: 5,
  fieldLabel: 45,
  fieldDescription: 100,
  placeholder: 100,
  options: 25,
  optionText: 100,
  optionValue: 100,
};

export type Limits = typeof limits;

/** Where each limit is written. */
export const sources: Readonly<Record<keyof Limits, string>> = {
  components,
  text: components,
  files: `${docs}/resources/message#create-message`,
  /** Of one file, in a server that nobody boosts. */
  fileBytes: `${docs}/reference#uploading-files`,
  rowButtons: `${components}#action-row`,
  /** Ours: five rows, as in a message of the older kind; what is more is listed as lines to type. */
  buttons: `${components}#legacy-message-component-behavior`,
  buttonLabel: `${components}#button`,
  pictureText: `${components}#media-gallery`,
  modalTitle: `${docs}/interactions/receiving-and-responding#interaction-response-object-modal`,
  modalFields: `${docs}/interactions/receiving-and-responding#interaction-response-object-modal`,
  fieldLabel: `${components}#label`,
  fieldDescription: `${components}#label`,
  placeholder: `${components}#text-input`,
  options: `${components}#string-select`,
  optionText: `${components}#string-select-select-option-structure`,
  optionValue: `${components}#string-select-select-option-structure`,
};
