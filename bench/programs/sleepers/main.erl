%% A million processes sleep for one second at the same time.
-module(main).
-export([main/0]).

main() ->
    N = 1000000,
    Start = erlang:monotonic_time(millisecond),
    Self = self(),
    [spawn(fun() -> timer:sleep(1000), Self ! done end) || _ <- lists:seq(1, N)],
    wait(N),
    io:format("time ~.3f s~n", [(erlang:monotonic_time(millisecond) - Start) / 1000]),
    halt().

wait(0) -> ok;
wait(N) -> receive done -> wait(N - 1) end.
