/// `sley lab`: the figures that textbooks quote for kernel and user threads, measured on this machine by Sley programs in processes of their own. Start at [Trial].
package sley.cli.lab;
