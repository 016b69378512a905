/* The processes that run on a GPU, and the one that asks. */
#include "double.h"
#include <string.h>
#include <unistd.h>

EXPORT int nvmlSystemGetProcessName(unsigned int pid, char *name, unsigned int length) {
    int complaint = pid == (unsigned int)getpid() ? null_is_invalid(name) : NOT_FOUND;
    int code = enter(FN_nvmlSystemGetProcessName, SYSTEM, "", complaint);
    return copy_text(code, FN_nvmlSystemGetProcessName, SYSTEM, "", name, length);
}

static int list(enum function_id function, handle device, unsigned int *count, struct process_info *infos) {
    struct processes processes = {0};
    unsigned int room = count == NULL ? 0 : *count;
    int code = get(function, device, "", null_is_invalid(count), &processes, sizeof processes);
    if (code == SUCCESS && processes.infoCount > MOST_PROCESSES) {
        code = UNKNOWN;
    }
    if (code != SUCCESS) {
        return code;
    }
    *count = processes.infoCount;
    if (processes.infoCount > room) {
        return INSUFFICIENT_SIZE;
    }
    if (processes.infoCount > 0) {
        if (infos == NULL) {
            return INVALID_ARGUMENT;
        }
        memcpy(infos, processes.infos, processes.infoCount * sizeof *infos);
    }
    return SUCCESS;
}

#define PROCESSES(name)                                                                                                \
    EXPORT int name(handle device, unsigned int *count, struct process_info *infos) {                                  \
        return list(FN_##name, device, count, infos);                                                                  \
    }

PROCESSES(nvmlDeviceGetComputeRunningProcesses_v3)
PROCESSES(nvmlDeviceGetGraphicsRunningProcesses_v3)
PROCESSES(nvmlDeviceGetMPSComputeRunningProcesses_v3)
