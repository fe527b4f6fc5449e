/// What a program in the sandbox may do. It knows nothing of how anything is done; natives ask [sley.vm.permit.Permissions] before they do it.
package sley.vm.permit;
