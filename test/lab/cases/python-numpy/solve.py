import numpy as np

matrix = np.array([[2.0, 1.0], [1.0, 3.0]])
print(np.linalg.solve(matrix, np.array([3.0, 5.0])).round(3).tolist())
