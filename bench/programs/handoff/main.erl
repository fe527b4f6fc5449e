%% Two processes pass a value back and forth.
-module(main).
-export([main/0]).

main() ->
    play(4000000),
    Rounds = 4000000,
    Start = erlang:monotonic_time(nanosecond),
    play(Rounds),
    Nanos = erlang:monotonic_time(nanosecond) - Start,
    io:format("hand-off ~w ns~n", [Nanos div (2 * Rounds)]),
    halt().

play(Rounds) ->
    Self = self(),
    Other = spawn_link(fun() -> answer(Self) end),
    ping(Other, Rounds),
    Other ! stop.

ping(_, 0) -> ok;
ping(Other, N) ->
    Other ! N,
    receive N -> ping(Other, N - 1) end.

answer(Player) ->
    receive
        stop -> ok;
        N -> Player ! N, answer(Player)
    end.
