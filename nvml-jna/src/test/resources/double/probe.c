/*
 * A program of its own that loads the double and, for each line it reads, initializes NVML, asks for the power of GPU 0
 * and prints the two return codes and the value.
 */
#include <dlfcn.h>
#include <stdio.h>

int main(int count, char **arguments) {
    void *library = dlopen(count > 1 ? arguments[1] : "", RTLD_NOW);
    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    int (*init)(void) = (int (*)(void))dlsym(library, "nvmlInit_v2");
    int (*by_index)(unsigned int, void **) = (int (*)(unsigned int, void **))dlsym(library, "nvmlDeviceGetHandleByIndex_v2");
    int (*power)(void *, unsigned int *) = (int (*)(void *, unsigned int *))dlsym(library, "nvmlDeviceGetPowerUsage");
    while (getchar() != EOF) {
        void *gpu = NULL;
        unsigned int milliwatts = 0;
        int initialized = init();
        by_index(0, &gpu);
        int read = power(gpu, &milliwatts);
        printf("%d %d %u\n", initialized, read, milliwatts);
        fflush(stdout);
    }
    return 0;
}
