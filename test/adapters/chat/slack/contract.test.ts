import { chatContract } from '../../../contracts/chat.ts';
import { openSeat } from './seat.ts';

chatContract('Slack over Socket Mode', () => openSeat('socket'));
chatContract('Slack over signed HTTP', () => openSeat('http'));
