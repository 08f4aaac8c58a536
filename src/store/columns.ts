import type { ColumnType, JSONColumnType } from 'kysely';

export type Time = ColumnType<Date, Date, Date>;
export type Defaulted = ColumnType<Date, never, Date>;
export type Json<T> = JSONColumnType<T & object, string, string>;
