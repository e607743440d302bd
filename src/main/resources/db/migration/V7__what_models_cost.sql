-- What a model call cost, in millionths of the currency that prices are given in. The sum of a day is asked for before calls are made.
alter table model_exchange add column money_micros bigint not null default 0;
create index model_exchange_started_at on model_exchange (started_at) include (input_tokens, output_tokens, money_micros);
