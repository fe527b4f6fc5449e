%% Plain recursion.
-module(main).
-export([main/0]).

main() ->
    fib(36),
    Start = erlang:monotonic_time(microsecond),
    39088169 = fib(38),
    io:format("time ~.3f s~n", [(erlang:monotonic_time(microsecond) - Start) / 1000000]),
    halt().

fib(N) when N < 2 -> N;
fib(N) -> fib(N - 1) + fib(N - 2).
