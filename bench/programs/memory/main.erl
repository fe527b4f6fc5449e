%% A million processes wait for a message: by how much the process has grown for each of them.
-module(main).
-export([main/0]).

main() ->
    N = 1000000,
    Before = resident(),
    Waiting = [spawn(fun() -> receive stop -> ok end end) || _ <- lists:seq(1, N)],
    timer:sleep(500),
    io:format("thread ~w bytes~n", [(resident() - Before) div N]),
    true = is_process_alive(hd(Waiting)),
    halt().

resident() ->
    {ok, Status} = file:read_file("/proc/self/status"),
    {match, [Kilobytes]} = re:run(Status, "VmRSS:\\s+([0-9]+)", [{capture, all_but_first, list}]),
    list_to_integer(Kilobytes) * 1024.
