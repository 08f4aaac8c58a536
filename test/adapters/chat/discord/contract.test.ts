import { chatContract } from '../../../contracts/chat.ts';
import { openSeat } from './seat.ts';

chatContract('Discord', openSeat);
