import { applicationRoutes } from './applications.ts';
import { channelRoutes, pinListRoutes } from './channels.ts';
import { guildRoutes } from './guild.ts';
import { interactionRoutes } from './interactions.ts';
import { messageRoutes } from './messages.ts';
import type { Route } from './route.ts';

export const routes: readonly Route[] = [
  ...interactionRoutes,
  ...pinListRoutes,
  ...messageRoutes,
  ...channelRoutes,
  ...applicationRoutes,
  ...guildRoutes,
];
