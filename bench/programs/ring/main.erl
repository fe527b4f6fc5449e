%% A token goes round a ring of 503 processes (the thread ring of the Benchmarks Game).
-module(main).
-export([main/0]).

main() ->
    turn(8000000),
    Passes = 5000000,
    Start = erlang:monotonic_time(nanosecond),
    turn(Passes),
    Nanos = erlang:monotonic_time(nanosecond) - Start,
    io:format("pass ~w ns~n", [Nanos div Passes]),
    halt().

turn(Passes) ->
    Self = self(),
    Last = spawn_link(fun() -> receive {next, Next} -> node_loop(Next, Self) end end),
    First = lists:foldl(fun(_, Next) -> spawn_link(fun() -> node_loop(Next, Self) end) end, Last, lists:seq(1, 502)),
    Last ! {next, First},
    First ! Passes,
    receive done -> ok end,
    First ! stop.

node_loop(Next, Owner) ->
    receive
        stop -> Next ! stop;
        0 -> Owner ! done, node_loop(Next, Owner);
        N -> Next ! N - 1, node_loop(Next, Owner)
    end.
