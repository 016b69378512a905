/* The processes that run on a GPU, and the one that asks. */
#include "double.h"
#include <string.h>
#include <unistd.h>

EXPORT int nvmlSystemGetProcessName(unsigned int pid, char *name, unsigned int length) {
    int complaint = pid == (unsigned int)getpid() ? null_is_invalid(name) : NOT_FOUND;
    int code = enter(FN_nvmlSystemGetProcessName, SYSTEM, "", complaint);
    return copy_text(code, FN_nvmlSystemGetProcessName, SYSTEM, "", name, length);
}

/* Ends a call that lists things: counted of them were found, and there is room for some. */
static int copy_list(unsigned int *count, unsigned int counted, void *to, const void *from, size_t size) {
    unsigned int room = *count;
    *count = counted;
    if (counted > room) {
        return INSUFFICIENT_SIZE;
    }
    if (counted > 0) {
        if (to == NULL) {
            return INVALID_ARGUMENT;
        }
        memcpy(to, from, counted * size);
    }
    return SUCCESS;
}

static int found_processes(enum function_id function, handle device, unsigned int *count, struct processes *found) {
    int code = get(function, device, "", null_is_invalid(count), found, sizeof *found);
    return code == SUCCESS && found->infoCount > MOST_PROCESSES ? UNKNOWN : code;
}

static int list(enum function_id function, handle device, unsigned int *count, struct process_info *infos) {
    struct processes found = {0};
    int code = found_processes(function, device, count, &found);
    return code == SUCCESS ? copy_list(count, found.infoCount, infos, found.infos, sizeof *infos) : code;
}

static int list_v1(enum function_id function, handle device, unsigned int *count, struct process_info_v1 *infos) {
    struct processes found = {0};
    struct process_info_v1 older[MOST_PROCESSES] = {0};
    int code = found_processes(function, device, count, &found);
    for (unsigned int i = 0; code == SUCCESS && i < found.infoCount; i++) {
        older[i].pid = found.infos[i].pid;
        older[i].usedGpuMemory = found.infos[i].usedGpuMemory;
    }
    return code == SUCCESS ? copy_list(count, found.infoCount, infos, older, sizeof *infos) : code;
}

#define PROCESSES(name)                                                                                                \
    EXPORT int name(handle device, unsigned int *count, struct process_info *infos) {                                  \
        return list(FN_##name, device, count, infos);                                                                  \
    }

PROCESSES(nvmlDeviceGetComputeRunningProcesses_v3)
PROCESSES(nvmlDeviceGetGraphicsRunningProcesses_v3)
PROCESSES(nvmlDeviceGetMPSComputeRunningProcesses_v3)
PROCESSES(nvmlDeviceGetComputeRunningProcesses_v2)
PROCESSES(nvmlDeviceGetGraphicsRunningProcesses_v2)
PROCESSES(nvmlDeviceGetMPSComputeRunningProcesses_v2)

#define PROCESSES_V1(name)                                                                                             \
    EXPORT int name(handle device, unsigned int *count, struct process_info_v1 *infos) {                               \
        return list_v1(FN_##name, device, count, infos);                                                               \
    }

PROCESSES_V1(nvmlDeviceGetComputeRunningProcesses)
PROCESSES_V1(nvmlDeviceGetGraphicsRunningProcesses)
PROCESSES_V1(nvmlDeviceGetMPSComputeRunningProcesses)

/* Of the captured samples, those that are newer; NOT_FOUND where none is. */
EXPORT int nvmlDeviceGetProcessUtilization(
    handle device, struct process_sample *utilization, unsigned int *count, unsigned long long last_seen) {
    struct process_samples found = {0};
    unsigned int newer = 0;
    int code = get(FN_nvmlDeviceGetProcessUtilization, device, "", null_is_invalid(count), &found, sizeof found);
    if (code == SUCCESS && found.processSamplesCount > MOST_PROCESSES) {
        code = UNKNOWN;
    }
    for (unsigned int i = 0; code == SUCCESS && i < found.processSamplesCount; i++) {
        if (found.utilization[i].timeStamp > last_seen) {
            found.utilization[newer++] = found.utilization[i];
        }
    }
    if (code == SUCCESS && newer == 0) {
        code = NOT_FOUND;
    }
    return code == SUCCESS ? copy_list(count, newer, utilization, found.utilization, sizeof *utilization) : code;
}
