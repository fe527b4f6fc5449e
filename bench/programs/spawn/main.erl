%% A million processes are started, each adds one to a counter and ends.
-module(main).
-export([main/0]).

main() ->
    %% The messages of a million children are not copied by each collection of the heap.
    process_flag(message_queue_data, off_heap),
    %% Five times, since a million may be alive at once.
    [all(1000000) || _ <- lists:seq(1, 5)],
    N = 1000000,
    Start = erlang:monotonic_time(nanosecond),
    all(N),
    Nanos = erlang:monotonic_time(nanosecond) - Start,
    io:format("thread ~w ns~n", [Nanos div N]),
    halt().

all(N) ->
    Self = self(),
    Counter = counters:new(1, [atomics]),
    start(N, Counter, Self),
    wait(N),
    N = counters:get(Counter, 1).

start(0, _, _) -> ok;
start(N, Counter, Owner) ->
    spawn(fun() -> counters:add(Counter, 1, 1), Owner ! done end),
    start(N - 1, Counter, Owner).

wait(0) -> ok;
wait(N) -> receive done -> wait(N - 1) end.
