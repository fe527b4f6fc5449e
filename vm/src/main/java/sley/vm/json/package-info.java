/// JSON texts to values and back, by the types of the values. It knows nothing of threads or streams. Begin with [sley.vm.json.JsonReader].
package sley.vm.json;
