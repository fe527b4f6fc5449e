%% Start-up: one line of output.
-module(main).
-export([main/0]).

main() ->
    io:format("Hello, world!~n"),
    halt().
