import { chatContract } from '../../../contracts/chat.ts';
import { openTerminal } from './seat.ts';

chatContract('the terminal', openTerminal);
